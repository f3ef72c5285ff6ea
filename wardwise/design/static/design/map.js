// The map that can be moved, over the picture that is always there. It asks nobody but our own origin for anything.

import { fitted, loadStyle, makeMap, shade } from "./map-base.js";

for (const figure of document.querySelectorAll("[data-map]")) {
  if (figure.dataset.onRequest) offer(figure);
  else start(figure);
}

function offer(figure) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary ww-no-print";
  button.textContent = "Move around this map";
  button.addEventListener("click", async () => {
    button.disabled = true;
    const map = await start(figure);
    button.remove();
    map?.getCanvas().focus();
  });
  picture(figure)?.after(button);
}

function picture(figure) {
  return figure.querySelector("svg.ww-outline");
}

async function start(figure) {
  const data = await dataOf(figure);
  if (!data || !data.features.length) return null;
  loadStyle(figure);
  const box = document.createElement("div");
  box.className = "ww-map__canvas ww-no-print";
  const before = picture(figure);
  if (before) before.after(box);
  else figure.querySelector("figcaption").after(box);
  const map = await makeMap(box, figure.dataset.worker, figure.dataset.title, data);
  if (!map) {
    box.remove();
    return null;
  }
  before?.setAttribute("hidden", "");
  addLayers(map, data);
  addPopups(map, figure, data);
  return map;
}

async function dataOf(figure) {
  if (!figure.dataset.url) return withShapes(figure, inPage(figure));
  try {
    const answer = await fetch(figure.dataset.url, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the picture and the table are still there
  }
}

function inPage(figure) {
  return JSON.parse(figure.querySelector("script[type='application/json']").textContent);
}

// A map of the same areas as one before it has only what it says of them; their shapes stand in the page once.
function withShapes(figure, data) {
  if (!figure.dataset.sameAreas) return data;
  const before = document.querySelector(`[data-areas="${figure.dataset.sameAreas}"]`);
  if (!before) return null; // the picture and the table are still there
  const areas = inPage(before).features.filter((feature) => feature.geometry.type !== "Point");
  data.features.forEach((feature, place) => (feature.geometry ??= areas[place].geometry));
  return data;
}

function addLayers(map, data) {
  const sizes = data.features.map((feature) => feature.properties.size || 0);
  const most = Math.max(1, ...sizes);
  map.addSource("shapes", { type: "geojson", data, generateId: true });
  map.addLayer({
    id: "areas",
    type: "fill",
    source: "shapes",
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": shade(), "fill-opacity": 0.92 },
  });
  map.addLayer({
    id: "edges",
    type: "line",
    source: "shapes",
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: {
      "line-color": "#2c4a52",
      "line-width": ["case", ["boolean", ["feature-state", "chosen"], false], 4, 1],
    },
  });
  map.addLayer({
    id: "dots",
    type: "circle",
    source: "shapes",
    filter: ["==", ["geometry-type"], "Point"],
    layout: { "circle-sort-key": ["-", 0, ["coalesce", ["get", "size"], 0]] },
    paint: {
      "circle-radius": ["+", 3, ["*", 15, ["sqrt", ["/", ["coalesce", ["get", "size"], 0], most]]]],
      "circle-color": "#c2410c",
      "circle-opacity": 0.75,
      "circle-stroke-color": ["case", ["boolean", ["feature-state", "chosen"], false], "#13252c", "#ffffff"],
      "circle-stroke-width": ["case", ["boolean", ["feature-state", "chosen"], false], 3, 1],
    },
  });
  addNames(map, data.signs);
}

// Names of the areas; with signs (of larger areas, to find one's way by) those until somebody goes closer.
function addNames(map, signs) {
  const closer = map.getZoom() + 1.2;
  const layout = { "text-font": ["Atkinson Hyperlegible", "sans-serif"], "text-max-width": 7 };
  const paint = { "text-color": "#13252c", "text-halo-color": "#ffffff", "text-halo-width": 1.6 };
  map.addLayer({
    id: "names",
    type: "symbol",
    source: "shapes",
    filter: ["==", ["geometry-type"], "Polygon"],
    minzoom: signs ? closer : 0,
    layout: { ...layout, "text-field": ["coalesce", ["get", "name"], ""], "text-size": 13 },
    paint,
  });
  if (!signs) return;
  const features = signs.map(([name, ...coordinates]) => ({
    type: "Feature",
    properties: { name },
    geometry: { type: "Point", coordinates },
  }));
  map.addSource("signs", { type: "geojson", data: { type: "FeatureCollection", features } });
  map.addLayer({
    id: "signs",
    type: "symbol",
    source: "signs",
    maxzoom: closer,
    layout: { ...layout, "text-field": ["get", "name"], "text-size": 15 },
    paint,
  });
}

// A pop-up by mouse, finger or keyboard: with the map focused, N and P go through its places, Escape closes.
function addPopups(map, figure, data) {
  const status = document.createElement("p");
  status.className = "ww-map__status ww-no-print";
  status.setAttribute("role", "status");
  status.textContent = "Choose a place on the map, or focus the map and press N for the next place.";
  map.getContainer().after(status);
  let chosen = -1;
  let popup = null;

  function close() {
    if (chosen >= 0) map.setFeatureState({ source: "shapes", id: chosen }, { chosen: false });
    popup?.remove();
    popup = null;
    map.getContainer().removeAttribute("data-closes-on-escape");
  }

  async function choose(index, at) {
    close();
    chosen = index;
    const feature = data.features[index];
    map.setFeatureState({ source: "shapes", id: index }, { chosen: true });
    const { Popup } = await import("./built/maplibre-gl.js");
    popup = new Popup({ closeOnClick: false, focusAfterOpen: false, maxWidth: "260px" })
      .setLngLat(at || fitted([feature]).getCenter())
      .setDOMContent(words(feature.properties))
      .addTo(map);
    popup.on("close", () => map.getContainer().removeAttribute("data-closes-on-escape"));
    map.getContainer().setAttribute("data-closes-on-escape", "");
    status.textContent = `${feature.properties.name || "Place"}: ${feature.properties.words || ""}`;
  }

  map.on("click", (event) => {
    const [hit] = map.queryRenderedFeatures(event.point, { layers: ["dots", "areas"] });
    if (hit) choose(hit.id, event.lngLat);
    else close();
  });
  for (const layer of ["dots", "areas"]) {
    map.on("mouseenter", layer, () => map.getCanvas().classList.add("ww-map__pointer"));
    map.on("mouseleave", layer, () => map.getCanvas().classList.remove("ww-map__pointer"));
  }
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { n: 1, p: -1 }[event.key.toLowerCase()];
    if (step) choose((chosen + step + data.features.length) % data.features.length);
    else if (event.key === "Escape" && popup) {
      event.preventDefault();
      close();
    }
  });
}

function words(properties) {
  const box = document.createElement("div");
  const heading = document.createElement("p");
  heading.className = "ww-map__name";
  heading.textContent = properties.name || "";
  const text = document.createElement("p");
  text.textContent = properties.words || "";
  box.append(heading, text);
  if (properties.url) {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = new URL(properties.url, window.location.href).pathname;
    link.textContent = "Read more";
    box.append(link);
  }
  return box;
}
