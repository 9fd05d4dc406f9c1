import type {
  CallInput,
  CallOutput,
  EngineCallName,
  EventName,
  EventPayload,
} from "@shared/contracts";
import type { ProjectSnapshot } from "@shared/contracts/project";
import type { ProjectFiles } from "../engine/files/project-files";
import type { Home } from "../settings/home";

/** The folders and programs that the engine of a command uses. */
export interface Places {
  readonly home: Home;
  /** Paths of the built pty host and the built agent. */
  readonly host: string;
  readonly agent: string;
}

/** Makes a call to the engine. @throws {Problem} the engine's refusal */
export type Ask = <N extends EngineCallName>(
  name: N,
  input: CallInput<N>,
) => Promise<CallOutput<N>>;

/** Receives the engine's events. */
export type EngineEvents = <N extends EventName>(name: N, payload: EventPayload<N>) => void;

/**
 * Whether the command runs programs of the repository. The person typed its name, so it is then trusted for this
 * command. In the app, the person must have trusted it there.
 */
export type Trusting = "repository" | "nothing";

/** An engine that has the command's project open: in this process, or the app's. */
export interface OpenedEngine {
  readonly where: "here" | "app";
  readonly snapshot: ProjectSnapshot;
  /** The files of the whole repository. */
  readonly files: ProjectFiles;
  readonly ask: Ask;
  /** Ends the command's calls that can be cancelled; they reject. */
  leave(): void;
  close(): Promise<void>;
}
