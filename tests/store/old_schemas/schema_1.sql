BEGIN TRANSACTION;
CREATE TABLE decisions (
	decision_id TEXT NOT NULL, 
	case_id TEXT NOT NULL, 
	creator_id TEXT, 
	decided_at DATETIME NOT NULL, 
	outcome TEXT NOT NULL, 
	confidence DOUBLE NOT NULL, 
	summary TEXT NOT NULL, 
	"case" JSON NOT NULL, 
	decision JSON NOT NULL, 
	PRIMARY KEY (decision_id)
);
CREATE TABLE pending (
	decision_id TEXT NOT NULL, 
	begun_at DATETIME NOT NULL, 
	host TEXT NOT NULL, 
	pid INTEGER NOT NULL, 
	life TEXT NOT NULL, 
	"case" JSON NOT NULL, 
	asked JSON NOT NULL, 
	PRIMARY KEY (decision_id)
);
CREATE TABLE store_version (
	id INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "store_version" VALUES(1,1);
CREATE TABLE violated_clauses (
	decision_id TEXT NOT NULL, 
	clause_id TEXT NOT NULL, 
	PRIMARY KEY (decision_id, clause_id), 
	FOREIGN KEY(decision_id) REFERENCES decisions (decision_id)
);
CREATE INDEX ix_decisions_creator ON decisions (creator_id, decided_at, decision_id);
CREATE INDEX ix_decisions_outcome ON decisions (outcome, decided_at, decision_id);
CREATE INDEX ix_decisions_newest ON decisions (decided_at, decision_id);
CREATE INDEX ix_violated_clauses_clause_id ON violated_clauses (clause_id);
COMMIT;
