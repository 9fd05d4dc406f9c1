import { type SearchRequest, searchNow } from "./search";

addEventListener("message", ({ data }: MessageEvent<SearchRequest>) => {
  postMessage(searchNow(data));
});
