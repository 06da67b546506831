// Decides a post and lists what was decided about the creator. The types of `clausewise.d.ts` come from the service:
// npm run generate && npm run build && npm start
import createClient from "openapi-fetch";
import type { components, paths } from "./clausewise.js";

declare const process: { env: Record<string, string | undefined>; exitCode?: number };

type Case = components["schemas"]["Case"];
type Problem = components["schemas"]["Problem"];

const key = process.env["CLAUSEWISE_KEY"];
const client = createClient<paths>({
  baseUrl: process.env["CLAUSEWISE_URL"] ?? "http://localhost:8000",
  ...(key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } }),
});

const post: Case = {
  id: "video-7742",
  creator_id: "cr_maya",
  content: [{ kind: "caption", text: "This tea cured my diabetes in two weeks, link in bio!" }],
};

function explain(problem: Problem | { detail?: unknown } | undefined): string {
  return problem !== undefined && "type" in problem ? `${problem.type}: ${problem.detail}` : "no answer";
}

async function main(): Promise<void> {
  const { data: decision, error } = await client.POST("/v1/decisions", {
    body: post,
    params: { header: { "idempotency-key": "video-7742" } },
  });
  if (decision === undefined) throw new Error(explain(error));
  console.log(decision.decision_id, decision.verdict.outcome);
  for (const finding of decision.verdict.findings ?? []) {
    console.log(" ", finding.clause_id, finding.status, (finding.content_quotes ?? []).map((quote) => quote.text));
  }

  let cursor: string | null = null;
  do {
    const page: { data?: components["schemas"]["Page_DecisionSummaryOut_"] } = await client.GET("/v1/decisions", {
      params: { query: { creator_id: "cr_maya", limit: 100, ...(cursor === null ? {} : { cursor }) } },
    });
    for (const summary of page.data?.items ?? []) console.log(" ", summary.decided_at, summary.current_outcome);
    cursor = page.data?.next_cursor ?? null;
  } while (cursor !== null);

  const unknown = await client.GET("/v1/decisions/{decision_id}", { params: { path: { decision_id: "dec_unknown" } } });
  console.log(" ", explain(unknown.error));
}

main().catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 1;
});
