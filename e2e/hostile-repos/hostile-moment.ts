import type { HostilePlaces, HostileRepository } from "./hostile";

/** A repository that changes between the person's look at it and the start of its task. */
export interface HostileMoment extends HostileRepository {
  /** The change between the look and the start. */
  readonly meanwhile: () => Promise<unknown>;
  /** The code of the refusal. */
  readonly refusal: "not-trusted" | "stale-approval";
}

/** Builds such a repository. One file for each attack. */
export interface HostileMomentBuilder {
  readonly name: string;
  build(places: HostilePlaces): Promise<HostileMoment>;
}
