/** "1 document", "3 documents". */
export const documentsWord = (count: number): string =>
  `${count} ${count === 1 ? "document" : "documents"}`;
