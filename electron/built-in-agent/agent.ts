// The built-in agent as a program: `node out/agent.js --task FILE`.

import { opensDoors } from "../system/environment";
import { hideStartingEnvironment } from "../system/hide-environment";
import { main } from "./program";

hideStartingEnvironment(opensDoors);

process.exit(await main(process.argv.slice(2)));
