import {
  type Analysis,
  analyse,
  type DocumentText,
  projectLinks,
  type ReadDocument,
  readDocument,
} from "@shared/specs/analysis";

/** The documents to judge. */
export interface JudgingRequest {
  /** All documents of the feature. */
  readonly documents: readonly DocumentText[];
  readonly constitution: DocumentText | undefined;
  /** Paths of links that are known to lead nowhere. */
  readonly missing: readonly string[];
  /** The path of the document whose findings are wanted. */
  readonly only: string;
}

export interface Judgement {
  readonly analysis: Analysis;
  /** Paths of the project that the document links to, each once. */
  readonly links: readonly string[];
}

/**
 * Parses documents and keeps the parsed ones: between two calls, at most one of a feature's documents usually
 * changes.
 */
export function createReader(): (documents: readonly DocumentText[]) => ReadDocument[] {
  let parsedByPath = new Map<string, ReadDocument>();
  return (documents) => {
    const read = documents.map((document) => {
      const before = parsedByPath.get(document.path);
      return before?.text === document.text ? before : readDocument(document);
    });
    parsedByPath = new Map(read.map((document) => [document.path, document]));
    return read;
  };
}

/** Creates a judge, which keeps the documents that it has parsed. */
export function createJudge(): (request: JudgingRequest) => Judgement {
  const read = createReader();
  return ({ documents, constitution, missing, only }) => {
    const all = read(constitution ? [...documents, constitution] : documents);
    const own = all.find(({ path }) => path === only);
    return {
      analysis: analyse(
        {
          documents: all.slice(0, documents.length),
          constitution: constitution && all[documents.length],
          missing: new Set(missing),
        },
        only,
      ),
      links: own ? [...new Set(projectLinks(own).map(({ path }) => path))].sort() : [],
    };
  };
}
