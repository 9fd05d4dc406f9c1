import { stat } from "node:fs/promises";
import { join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

/** The model of the built-in agent, described in words for the header. */
export type ModelDescription =
  | {
      readonly kind: "live";
      readonly label: string;
      readonly model: string;
      /** Undefined for the SDK's default. */
      readonly baseURL: string | undefined;
    }
  | { readonly kind: "scripted"; readonly label: "scripted model"; readonly script: string }
  /** The recorded answers of a model, for an agent that is driven again. */
  | { readonly kind: "recorded"; readonly label: "recorded answers" }
  | {
      readonly kind: "none";
      readonly label: "no model";
      /** What the person can do to get a model. */
      readonly hint: string;
    };

const defaultModel = "claude-sonnet-5-5";

/**
 * Chooses the model for a task: a real one when the environment names a key or a server, otherwise the project's
 * script for this task, if one exists.
 * @param root the working tree, or the repository from which it will be made
 */
export async function describeModel({
  env,
  root,
  feature,
  task,
}: {
  env: Environment;
  root: string;
  feature: string;
  task: string;
}): Promise<ModelDescription> {
  const baseURL = env["ANTHROPIC_BASE_URL"]?.trim() || undefined;
  const credential = env["ANTHROPIC_API_KEY"] || env["ANTHROPIC_AUTH_TOKEN"];
  if (baseURL !== undefined || credential) return describeLive(env, baseURL);

  const script = scriptPath(feature, task);
  const found = await stat(join(root, script)).catch(() => undefined);
  if (found?.isFile()) return { kind: "scripted", label: "scripted model", script };
  return {
    kind: "none",
    label: "no model",
    hint: `There is no script for ${task}. Set ANTHROPIC_API_KEY, or ANTHROPIC_BASE_URL for a model server of your own, and start again.`,
  };
}

/** The path of the script for a task's scripted model, relative to the project's root. */
export function scriptPath(feature: string, task: string): string {
  return `.specwright/scripted-model/${feature}/${task}.json`;
}

function describeLive(env: Environment, baseURL: string | undefined): ModelDescription {
  const model = env["SPECWRIGHT_MODEL"]?.trim() || defaultModel;
  if (baseURL === undefined) return { kind: "live", label: model, model, baseURL };
  const url = parseURL(baseURL);
  if (url === undefined) {
    return {
      kind: "none",
      label: "no model",
      hint: "ANTHROPIC_BASE_URL is not a web address. Set it to one such as http://127.0.0.1:11434.",
    };
  }
  // Only origin and path, because an address can contain a password.
  const place = `${url.origin}${url.pathname === "/" ? "" : url.pathname}`;
  return { kind: "live", label: `${model} at ${place}`, model, baseURL };
}

function parseURL(text: string): URL | undefined {
  try {
    const url = new URL(text);
    return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
  } catch {
    return undefined;
  }
}
