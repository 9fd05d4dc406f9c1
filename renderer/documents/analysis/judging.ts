import {
  type Analysis,
  analyse,
  type DocumentText,
  projectLinks,
  type ReadDocument,
  readDocument,
} from "@shared/specs/analysis";

/** What is to be judged. */
export interface JudgingRequest {
  /** All documents of the feature. */
  readonly documents: readonly DocumentText[];
  readonly constitution: DocumentText | undefined;
  /** Paths that are linked to and lead nowhere, as far as that is known. */
  readonly missing: readonly string[];
  /** The document whose findings are wanted. */
  readonly only: string;
}

export interface Judgement {
  readonly analysis: Analysis;
  /** Paths of the project that the document links to, each once. */
  readonly links: readonly string[];
}

/** Reads documents, each text once: of the documents of a feature one or none has changed since the last time. */
export function createReader(): (documents: readonly DocumentText[]) => ReadDocument[] {
  let known = new Map<string, ReadDocument>();
  return (documents) => {
    const read = documents.map((document) => {
      const before = known.get(document.path);
      return before?.text === document.text ? before : readDocument(document);
    });
    known = new Map(read.map((document) => [document.path, document]));
    return read;
  };
}

/** Makes what judges; it keeps what it has read. */
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
