// Rendered on the server, and told there whether money is real.
import { Maker } from "./Maker.jsx";

export const dynamic = "force-dynamic";

export default function Page() {
  return <Maker isSimulated={Boolean(process.env.KLING_BASE_URL)} />;
}
