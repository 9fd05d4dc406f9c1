import { Problem } from "../contracts/problem";
import type { PeerReply } from "./peer";

/** The value of a reply. @throws {Problem} of a refusal */
export function replyValue(reply: PeerReply): unknown {
  if (reply.ok) return reply.value;
  throw Problem.fromData(reply.problem);
}
