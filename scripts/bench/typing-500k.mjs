import { typing } from "./typing.mjs";

export const name = "typing-500k";

export const measure = typing(name, 500_000, undefined);
