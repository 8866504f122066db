/** The data in the page: the list of units as it is, the reports packed and unpacked one pack at a time. */

const index = JSON.parse(byId("index").textContent);

/**
 * @typedef {object} Unit
 * @property {number} number  its place in the list, and in the packs where it has a report
 * @property {"audited" | "unread" | "missing" | "unclear"} state
 * @property {string} name
 * @property {number} group
 * @property {number | null} year
 * @property {string} path
 * @property {number | null} total
 * @property {number | null} grade  index of the grade, the best first
 * @property {number | null} rank  in its group
 * @property {number | null} coverage
 * @property {number[]} counts  rules broken by severity
 * @property {number[]} lost  points lost by category
 * @property {number[]} rules  indices of the rules broken
 */

/** @type {Unit[]} */
const units = index.units.map(
  ([state, name, group, year, path, total, grade, rank, coverage, counts, lost, rules], number) =>
    ({ number, state, name, group, year, path, total, grade, rank, coverage, counts, lost, rules }),
);

const manyYears = new Set(units.map((unit) => unit.year).filter(Boolean)).size > 1;
const ranked = units.some((unit) => unit.rank !== null);

/** What stands for a unit without a score. */
const STATES = { audited: "未评级", unread: "未能审查", missing: "未报送", unclear: "待核实" };

const gradeOf = (unit) => (unit.grade === null ? STATES[unit.state] : index.grades[unit.grade]);

const unpacked = { chunk: -1, reports: [] };

/** The report of a unit, null for one that filed none. @param {Unit} unit */
async function reportOf(unit) {
  const chunk = Math.floor(unit.number / index.chunk);
  if (unit.state === "missing" || unit.state === "unclear") return null;
  if (unpacked.chunk !== chunk) {
    const bytes = Uint8Array.from(atob(byId(`chunk-${chunk}`).textContent), (one) => one.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    unpacked.reports = JSON.parse(await new Response(stream).text());
    unpacked.chunk = chunk;
  }
  return unpacked.reports[unit.number % index.chunk];
}
