"""The embedded judge: no model server, precise or silent."""
