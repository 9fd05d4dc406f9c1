import { Problem } from "@shared/base/problem";
import type { DocumentSummary, FeatureSummary } from "@shared/contracts/project";
import { checklistNameProblem, type DocumentKind, documentPath } from "@shared/specs/documents";
import { fillTemplate } from "@shared/specs/template";
import { openProjectFiles } from "../files/project-files";
import { findTemplate } from "./templates";

/**
 * Writes a new document of a feature from its template. An existing document stays unchanged.
 * @param top the project's top folder
 * @param name a checklist's name, without `.md`
 * @param shipped the folder of the templates that ship with the app
 * @returns the path of the document
 * @throws {Problem} `file-exists`; `bad-request` for a name that cannot be a file's; `cannot-write`,
 * `outside-project`; as `findTemplate`
 */
export async function createDocument(
  top: string,
  feature: Pick<FeatureSummary, "id" | "title" | "folder">,
  kind: DocumentKind,
  name: string,
  shipped: string,
): Promise<Pick<DocumentSummary, "path">> {
  const wrong = kind === "checklist" ? checklistNameProblem(name) : undefined;
  if (wrong !== undefined) throw new Problem("bad-request", wrong, name);
  const files = openProjectFiles(top);
  const path = documentPath(feature.folder, kind, name);
  const template = await findTemplate(files, `${kind}-template`, shipped);
  const values = { title: feature.title, feature: feature.id, now: new Date() };
  try {
    await files.create(path, fillTemplate(template.text, values));
  } catch (error) {
    if (error instanceof Problem && error.code === "changed-outside")
      throw new Problem("file-exists", `${path} is there already. It was left as it is.`, path);
    throw error;
  }
  return { path };
}
