// The share panel: a link with the inputs, and what is not in it.
import { pictures, words } from "../../state/draft.js";
import { shareLink } from "../../text/share.js";
import { Copy } from "../Copy.jsx";

export function Content() {
  const images = pictures.value.map(({ url, name }) => url ?? { name });
  const { url, leftOut } = shareLink({ ...words.value, images }, location.href);
  return (
    <>
      <p>
        Whoever opens it finds these inputs in the form. Nothing runs, and nothing is paid, until they press
        Run.
      </p>
      <div class="row">
        <input
          type="text"
          readOnly
          value={url}
          aria-label="Link"
          onFocus={(event) => event.currentTarget.select()}
        />
        <Copy key={url} text={url} />
      </div>
      {leftOut.length > 0 ? (
        <>
          <p>Not in it:</p>
          <ul class="plain">
            {leftOut.map((text) => (
              <li key={text}>{text}</li>
            ))}
          </ul>
        </>
      ) : null}
      <p class="tip">Your key, the connection and the cap are never in it.</p>
    </>
  );
}
