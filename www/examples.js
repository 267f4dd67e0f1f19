// Words from the model's page: prompts to start from, what to keep out, where each ratio is at home.

export const PROMPTS = [
  "Model in a flowing silk gown standing on top of a sand dune, golden sunset light illuminating the fabric, camera circling to capture the dress fluttering dramatically in the wind, high-contrast editorial style",
  "Slow camera push in, hair moving gently in the breeze, warm golden hour lighting",
  "Product rotating smoothly on display, studio lighting creating elegant reflections",
  "Dramatic camera orbit around the subject, fabric flowing in slow motion",
  "Cinematic dolly shot revealing the full scene, atmospheric dust particles in the light",
];

export const NEGATIVE_WORDS = ["blur", "distortion", "static", "jitter"];

/** @type {Record<string, string>} */
export const PLATFORMS = { "1:1": "Instagram", "16:9": "YouTube", "9:16": "TikTok, Reels" };

/** What so many pictures are good for. */
export const PICTURE_TIPS = [
  "One picture makes a simple animation, more keep it consistent.",
  "One picture: a single subject in motion.",
  "Two pictures: before and after, or two perspectives.",
  "Three or four: complex scenes, several elements, one character.",
  "Three or four: complex scenes, several elements, one character.",
];

/** What makes a better video. */
export const PRO_TIPS = [
  "Say how the subject moves and how the camera does.",
  "Use the words of the cinema: “camera circling”, “dolly shot”, “slow motion”, “dramatic lighting”.",
  "Several pictures keep several things consistent: the character, the background, the props.",
  "The pictures set style and composition: choose good ones.",
  "Try an idea in 5 seconds before you make it in 10.",
];
