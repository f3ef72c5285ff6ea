// One place: click, or bring the middle of the map over it with the arrow keys and press Enter.
// What is kept in the box is "latitude, longitude"; the server turns it into National Grid metres.

import { Marker } from "./built/maplibre-gl.js";

const PLACES = 5; // about a metre

export function startPointPicker({ field, map, canvas, status }) {
  const marker = new Marker({ color: "#b0241c" });

  function put({ lng, lat }, isSaid = true) {
    marker.setLngLat([lng, lat]).addTo(map);
    field.value = `${lat.toFixed(PLACES)}, ${lng.toFixed(PLACES)}`;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if (isSaid) status.textContent = "The place is marked. You can move it by choosing another.";
  }

  const cross = document.createElement("div");
  cross.className = "ww-map__cross";
  cross.setAttribute("aria-hidden", "true");
  canvas.append(cross);
  status.textContent =
    "Choose the place on the map. With a keyboard: move the map with the arrow keys until the cross is on the place, then press Enter.";

  map.on("click", (event) => put(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    put(map.getCenter());
  });

  const given = read(field.value);
  if (given) {
    put(given, false);
    map.jumpTo({ center: given, zoom: 15 });
  }
}

function read(text) {
  const [lat, lng] = text.split(",").map(Number);
  const isPlace = Number.isFinite(lat) && Number.isFinite(lng) && Math.abs(lat) <= 90 && Math.abs(lng) <= 180;
  return isPlace && text.includes(",") ? { lng, lat } : null;
}
