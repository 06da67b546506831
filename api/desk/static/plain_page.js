// A page without keys of its own.

import { commonKeys } from "./keys.js";

commonKeys();
