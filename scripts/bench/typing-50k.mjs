import { typing } from "./typing.mjs";

export const name = "typing-50k";

export const measure = typing(name, 50_000, 16);
