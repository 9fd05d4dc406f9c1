/** Where a hostile repository is built. */
export interface HostilePlaces {
  /** An empty folder for everything that the builder makes. */
  readonly folder: string;
  /** The home of the person who opens it; a builder may add to the git configuration there. */
  readonly person: string;
}

/** A repository with a trap in it. */
export interface HostileRepository {
  readonly repository: string;
  /** A file that is there once the trap has been sprung. */
  readonly canary: string;
  /** What the app does on opening: it opens, or refuses with a sentence. */
  readonly opening: "opens" | "refused";
  /** Springs the trap as a person would in a terminal; left out where the trap is no program. */
  readonly spring?: () => Promise<unknown>;
}

/** Builds a hostile repository. One file each, named after the attack. */
export interface HostileBuilder {
  /** What the attack is. */
  readonly name: string;
  build(places: HostilePlaces): Promise<HostileRepository>;
}
