/**
 * The name of the file in a run's folder in which the built-in agent reports its steps to the recorder: one
 * `ReportLine` on each line. It is a file and not a part of the terminal's output, so that printed text cannot be
 * mistaken for a report. The recorder creates it before the agent starts, and removes it after reading all of it.
 */
export const reportFileName = "agent-reports.jsonl";
