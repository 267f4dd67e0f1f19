// What the core can tell of a value at a glance, it must tell as it does where it looks closer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { estimateCost, validate } from "kling-multi-i2v";
import { PICTURE, REQUEST } from "../support/world.js";
