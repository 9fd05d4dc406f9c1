import { answerRequests } from "../../store/worker-requests";
import { searchNow } from "./searcher";

answerRequests(searchNow);
