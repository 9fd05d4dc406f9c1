import { projectIdSchema, projectTopSchema, recordingIdSchema, runIdSchema } from "./ids";

/** IDs for tests. @throws for a text that cannot be one */
export const aRun = (id: string) => runIdSchema.parse(id);
export const aRecording = (id: string) => recordingIdSchema.parse(id);
export const aProject = (id: string) => projectIdSchema.parse(id);
export const aTop = (path: string) => projectTopSchema.parse(path);
