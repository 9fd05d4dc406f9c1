import { answerRequests } from "../../store/worker-requests";
import { createJudge } from "./judging";

answerRequests(createJudge());
