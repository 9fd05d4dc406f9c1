import { answerRequests } from "../system/answer-requests";
import { checkFile, type FileFidelity } from "./fidelity-file";

// The program of the threads of `specwright fidelity`: each request is a path.

answerRequests<string, FileFidelity>(checkFile);
