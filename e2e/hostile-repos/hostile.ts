/** The folders for building a hostile repository. */
export interface HostilePlaces {
  /** An empty folder for all files of the builder. */
  readonly folder: string;
  /** The home folder of the person who opens the repository; a builder may add to the git configuration there. */
  readonly person: string;
}

/** A repository with a trap. */
export interface HostileRepository {
  readonly repository: string;
  /** A file that exists once the trap has run. */
  readonly canary: string;
  /** The app's reaction to opening the repository: it opens, or is refused with a message. */
  readonly opening: "opens" | "refused";
  /** Runs the trap as a person's command in a terminal would; undefined when the trap is not a program. */
  readonly spring?: () => Promise<unknown>;
}

/** Builds a hostile repository. One file for each, named after the attack. */
export interface HostileBuilder {
  /** The name of the attack. */
  readonly name: string;
  build(places: HostilePlaces): Promise<HostileRepository>;
}
