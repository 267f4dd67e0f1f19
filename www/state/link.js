// A share link that the page was opened with: its inputs go into the form, and out of the address.
import { readShareLink } from "../text/share.js";
import * as draft from "./draft.js";
import { pictureFrom } from "./pictures.js";

/** Fills the form from the address, if it holds inputs. Runs nothing. */
export async function openSharedLink() {
  const link = readShareLink(location.hash);
  if (link === undefined) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (!link.ok) {
    draft.formNotice.value = { text: link.message };
    return;
  }
  const { images, ...words } = link.request;
  const notice = "Filled in from a link. Look it over before you run it.";
  await draft.fillIn(words, images.map(pictureFrom), notice);
}

addEventListener("hashchange", openSharedLink);
