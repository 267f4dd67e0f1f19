// Every situation of docs/errors.md, with the ways to get into it.

import { aborted } from "./aborted.js";
import { early } from "./early.js";
import { key } from "./key.js";
import { ledger } from "./ledger.js";
import { lost } from "./lost.js";
import { poll } from "./poll.js";
import { question } from "./question.js";
import { result } from "./result.js";
import { resumedOnes } from "./resumed.js";
import { submit } from "./submit.js";
import { upload } from "./upload.js";

/** @type {import("./way.js").Scenarios} */
export const SCENARIOS = {
  ...early,
  ...ledger,
  ...key,
  ...upload,
  ...submit,
  ...lost,
  ...resumedOnes,
  ...poll,
  ...result,
  ...aborted,
  ...question,
};
