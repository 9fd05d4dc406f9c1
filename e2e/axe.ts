import axe from "axe-core";
import { z } from "zod";
import type { Running } from "./running";

const findingsSchema = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullish(),
    nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
  }),
);

/** The findings that axe rates serious or critical on the current screen, in light and in dark. */
export async function findings({ page }: Running): Promise<string[]> {
  // Evaluated by the debugger, because the page's policy allows no foreign script.
  await page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const violations = findingsSchema.parse(
      await page.evaluate(
        "axe.run().then(({ violations }) => JSON.parse(JSON.stringify(violations)))",
      ),
    );
    for (const { id, impact, nodes } of violations)
      if (impact === "serious" || impact === "critical")
        found.push(
          ...nodes.map((node) => `${colorScheme} ${id}: ${node.html}\n${node.failureSummary}`),
        );
  }
  return found;
}
