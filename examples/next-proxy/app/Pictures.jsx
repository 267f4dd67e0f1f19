// Up to four pictures, chosen and shown.
import { useEffect, useState } from "react";

export function Pictures({ images, onChange }) {
  const [urls, setUrls] = useState([]);
  useEffect(() => {
    const made = images.map((image) => URL.createObjectURL(image));
    setUrls(made);
    return () => {
      for (const url of made) URL.revokeObjectURL(url);
    };
  }, [images]);
  return (
    <label>
      Pictures, one to four
      <input type="file" accept="image/*" multiple onChange={(event) => onChange([...event.target.files])} />
      <span className="thumbnails">
        {urls.map((url, index) => (
          <img key={url} src={url} alt={images[index]?.name ?? ""} />
        ))}
      </span>
    </label>
  );
}
