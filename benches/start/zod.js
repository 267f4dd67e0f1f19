// What a page does first with zod, and the same rules.
import * as z from "zod";

const REQUEST = { prompt: "Slow camera push in", images: ["https://example.com/a.png"] };

/** The rules are made at the first check, as everything of ours is. */
export const first = () => {
  const text = z.string().refine((value) => [...value].length <= 2500);
  return z
    .strictObject({
      prompt: text.refine((value) => value.trim() !== ""),
      images: z
        .array(z.url({ protocol: /^https?$/ }))
        .min(1)
        .max(4),
      negative_prompt: text.optional(),
      duration: z.literal([5, 10]).default(5),
      aspect_ratio: z.enum(["1:1", "16:9", "9:16"]).default("1:1"),
      enable_safety_checker: z.boolean().optional(),
    })
    .safeParse(REQUEST);
};
