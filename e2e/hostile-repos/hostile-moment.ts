import type { HostilePlaces, HostileRepository } from "./hostile";

/** A repository that is another when its task is started than it was when the person looked at it. */
export interface HostileMoment extends HostileRepository {
  /** What happens between the look and the start. */
  readonly meanwhile: () => Promise<unknown>;
  /** The code of the refusal to start. */
  readonly refusal: "not-trusted" | "stale-approval";
}

/** Builds such a repository. One file for each attack. */
export interface HostileMomentBuilder {
  readonly name: string;
  build(places: HostilePlaces): Promise<HostileMoment>;
}
