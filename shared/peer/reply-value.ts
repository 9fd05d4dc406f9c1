import { Problem } from "../base/problem";
import type { PeerReply } from "./peer";

/** The value of a reply. @throws {Problem} when the call was refused */
export function replyValue(reply: PeerReply): unknown {
  if (reply.ok) return reply.value;
  throw Problem.fromData(reply.problem);
}
