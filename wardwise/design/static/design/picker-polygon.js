// An area: choose its corners one by one, by mouse, finger or keyboard. Kept in the box as a GeoJSON polygon.

const PLACES = 6;

export function startPolygonPicker({ field, map, canvas, status }) {
  let corners = cornersOf(field.value);

  map.addSource("drawn", { type: "geojson", data: shape(corners) });
  map.addLayer({ id: "drawn-fill", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#c2410c", "fill-opacity": 0.25 } });
  map.addLayer({ id: "drawn-line", type: "line", source: "drawn", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": "#9a3412", "line-width": 3 } });
  map.addLayer({ id: "drawn-dots", type: "circle", source: "drawn", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 6, "circle-color": "#9a3412", "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } });

  function show(words) {
    map.getSource("drawn").setData(shape(corners));
    field.value = corners.length >= 3 ? JSON.stringify(polygon(corners)) : "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    status.textContent = words || `${corners.length} ${corners.length === 1 ? "corner" : "corners"}. ${corners.length < 3 ? "An area needs at least three." : "The area is drawn."}`;
  }

  function add({ lng, lat }) {
    corners = [...corners, [Number(lng.toFixed(PLACES)), Number(lat.toFixed(PLACES))]];
    show();
  }

  const cross = document.createElement("div");
  cross.className = "ww-map__cross";
  cross.setAttribute("aria-hidden", "true");
  canvas.append(cross);
  const buttons = document.createElement("div");
  buttons.className = "govuk-button-group ww-no-print";
  buttons.append(
    button("Take back the last corner", () => {
      corners = corners.slice(0, -1);
      show();
    }),
    button("Start again", () => {
      corners = [];
      show("The area is empty. Choose its corners on the map.");
    }),
  );
  status.after(buttons);
  status.textContent = corners.length
    ? `The area has ${corners.length} corners.`
    : "Choose the corners of the area one after another. With a keyboard: move the map with the arrow keys until the cross is on a corner, then press Enter.";

  map.on("click", (event) => add(event.lngLat));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      add(map.getCenter());
    } else if (event.key === "Backspace" && corners.length) {
      event.preventDefault();
      corners = corners.slice(0, -1);
      show();
    }
  });
  field.addEventListener("input", () => {
    corners = cornersOf(field.value);
    map.getSource("drawn").setData(shape(corners));
  });
}

function button(words, action) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "govuk-button govuk-button--secondary";
  made.textContent = words;
  made.addEventListener("click", action);
  return made;
}

function polygon(corners) {
  return { type: "Polygon", coordinates: [[...corners, corners[0]]] };
}

function shape(corners) {
  const features = corners.map((corner) => feature({ type: "Point", coordinates: corner }));
  if (corners.length >= 3) features.push(feature(polygon(corners)));
  else if (corners.length === 2) features.push(feature({ type: "LineString", coordinates: corners }));
  return { type: "FeatureCollection", features };
}

function feature(geometry) {
  return { type: "Feature", properties: {}, geometry };
}

function cornersOf(text) {
  try {
    const ring = JSON.parse(text).coordinates[0];
    return ring.slice(0, -1).filter((corner) => corner.length >= 2 && corner.every(Number.isFinite));
  } catch {
    return [];
  }
}
