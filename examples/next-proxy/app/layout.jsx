import "./style.css";

export const metadata = { title: "A video from pictures", icons: { icon: "data:," } };
export const viewport = { width: "device-width", initialScale: 1 };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
