import { type SearchRequest, searchNow } from "./searcher";

addEventListener("message", ({ data }: MessageEvent<SearchRequest>) => {
  postMessage(searchNow(data));
});
