/** An ID as people write it in prose: FR-001, NFR-001, SC-001, US1, T012, T012a, TASK-012, CHK003. */
export const idPattern = String.raw`(?:N?FR|SC)-\d{1,6}[a-z]?|US\d{1,4}|T\d{3,}[a-z]?|TASK-\d{1,6}[a-z]?|CHK\d{3,}`;
