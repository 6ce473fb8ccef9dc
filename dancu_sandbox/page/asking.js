// Asking the server: the uniform service, and the same question on C06's wire. No number ever stands in a URL.

export async function answered(path, options = {}) {
  const reply = await fetch(path, { cache: "no-store", ...options });
  const text = await reply.text();
  return { ok: reply.ok, status: reply.status, text };
}

export async function read(path) {
  const { ok, text } = await answered(path);
  if (!ok) throw new Error(path);
  return JSON.parse(text);
}

export const verifyPath = (registry) => `${registry}/v1/verify`;
export const SOAP_PATH = "csdldc/037";

export function verify(registry, question) {
  const headers = { "Content-Type": "application/json" };
  return answered(verifyPath(registry), { method: "POST", headers, body: JSON.stringify(question) });
}

export function soap(envelope) {
  const headers = { "Content-Type": "application/xml; charset=utf-8", SOAPAction: '""' };
  return answered(SOAP_PATH, { method: "POST", headers, body: envelope });
}

export function curl(registry, question) {
  const address = new URL(verifyPath(registry), document.baseURI).href;
  const body = JSON.stringify(question, null, 2).replaceAll("'", "'\\''");
  return `curl -s ${address} \\\n  -H 'Content-Type: application/json' -d '${body}'`;
}

// The date as the contract writes it, from what people type; null if it is none of the forms.
export function isoDate(typed) {
  const text = typed.trim();
  if (/^\d{4}(-\d{2}(-\d{2})?)?$/.test(text)) return text;
  const printed = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text);
  if (!printed) return null;
  const [, day, month, year] = printed;
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

// NGUYENVANA, as clients of C06 send a name.
export function folded(name) {
  const plain = name.replaceAll(/[đĐð]/g, "d").normalize("NFD").replaceAll(/\p{M}/gu, "");
  return plain.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
}

export function envelope(number, name, birth) {
  const day = birth.length === 10 ? ["NgayThangNam", birth.replaceAll("-", "")] : ["Nam", birth];
  const children = [
    ["MaYeuCau", "1"],
    ["MaDVC", "VPCP"],
    ["MaTichHop", "037"],
    ["MaCanBo", "canbo"],
    ["SoDinhDanh", number],
    ["HoVaTen", folded(name)],
  ].map(([tag, text]) => `<dan:${tag}>${text}</dan:${tag}>`);
  const date = `<dan:NgayThangNamSinh><dan:${day[0]}>${day[1]}</dan:${day[0]}></dan:NgayThangNamSinh>`;
  return (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:dan="http://dancuquocgia.bca">' +
    `<soapenv:Header/><soapenv:Body><dan:TraCuuThongTinCongDan>${children.join("")}${date}` +
    "</dan:TraCuuThongTinCongDan></soapenv:Body></soapenv:Envelope>"
  );
}

// Each element on its own line, for reading; the text itself stays as it was.
export function spread(xml) {
  let depth = 0;
  return xml
    .replaceAll(/>\s*</g, ">\n<")
    .split("\n")
    .map((line) => {
      const closes = line.startsWith("</");
      const alone = closes || line.startsWith("<?") || line.endsWith("/>") || /<\/[^>]+>$/.test(line);
      if (closes) depth = Math.max(0, depth - 1);
      const shown = "  ".repeat(depth) + line;
      if (!alone) depth += 1;
      return shown;
    })
    .join("\n");
}
