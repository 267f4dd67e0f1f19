// The hooks in a real page, with the React of this repository.
import { scenarios } from "./scenarios.js";

scenarios();
