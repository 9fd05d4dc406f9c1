import { findingIn, type Rule } from "../rule";
import { placeIn } from "../statements";
import { isWithdrawn } from "../traces";

/** Words that readers understand in different ways (the first five are those of Spec Kit's analyze). */
const vague =
  /(?<![\p{L}\p{N}_-])(?:fast(?:er)?|scalab(?:le|ly|ility)|secure(?:ly)?|intuitive(?:ly)?|robust(?:ly|ness)?|quick(?:ly|er)?|rapid(?:ly)?|prompt(?=ly)ly|efficient(?:ly)?|performant|high[- ]performance|user[- ]friendl(?:y|iness)|eas(?:y|ily|ier)|seamless(?:ly)?|smooth(?:ly)?|reliabl(?:e|y)|timely|reasonabl[ey]|adequate(?:ly)?|appropriate(?:ly)?|sufficient(?:ly)?|state[- ]of[- ]the[- ]art|as soon as possible|high[- ]quality|best effort)(?![\p{L}\p{N}_-])/giu;

/** Phrases in which such a word has a definite meaning. */
const technical =
  /^(?:fast)[- ](?:path|forward|refresh|fail|mode|lane|track)|^quick[- ](?:actions?|picks?|fix(?:es)?|starts?|open|links?|access|repl(?:y|ies)|settings)\b|^secure[- ](?:cookie|context|flag|attribute|storage|enclave|boot|element|hash|random|the|its|their|a|an)\b|^appropriate[- ](?:for|to)\b/i;
const definedBefore = /(?:\bfail|\bhttp|\bnot|\bno|\bnon|\bonly|\bstop being)[- ]$/i;

/** A number that counts or measures something, not part of an ID or a version. */
const measure = /(?<![\p{L}\p{N}_#.§-])\d/u;
const measuredInWords =
  /\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|twice|half|single|every|all|100)\s+(?:\w+\s+)?(?:clicks?|steps?|seconds?|minutes?|ms|milliseconds?|attempts?|frames?|keystrokes?|times?|users?|percent)\b|\b(?:at most|at least|no more than|fewer than|less than|more than|within)\s+(?:a|an|one|two|three|the)\b/i;
const mechanism =
  /\b(?:TLS|SSL|HTTPS|bcrypt|scrypt|argon2\w*|PBKDF2|AES\S*|SHA\S*|HMAC|JWTs?|OAuth\S*|OIDC|SAML|PKCE|CSRF|CSP|CORS|HttpOnly|encrypt\w*|hash\w*|salt\w*|sign(?:ed|ature)s?|keychain|keyring|WCAG)\b/i;

/** Finds vague words in requirements and success criteria, unless the same statement has a measure. */
export const vagueWord: Rule = {
  id: "vague-word",
  title: "A vague word has no measure",
  help: "Two people understand “fast” differently. Give a measure: a number with its unit, or exactly what a person sees.",
  check({ documents }) {
    return documents.flatMap((document) => {
      const found = findingIn(this.id, document);
      return (document.spec?.requirements ?? []).flatMap(({ id, text, line }) => {
        const statement = document.byLine.get(line);
        if (!statement || isWithdrawn(text)) return [];
        const prose = statement.text.replace(/\[NEEDS CLARIFICATION[^\]]*\]/g, blank);
        const words = [...prose.matchAll(vague)].filter(
          ({ 0: word, index }) =>
            !technical.test(prose.slice(index)) &&
            !definedBefore.test(prose.slice(Math.max(0, index - 12), index)) &&
            !(/^secure/i.test(word) && mechanism.test(prose)),
        );
        const [first] = words;
        if (!first || isMeasured(prose.slice(prose.indexOf(id) + id.length))) return [];
        return [
          found(
            "MEDIUM",
            placeIn(statement, first.index, first.index + first[0].length),
            `“${first[0]}” in ${id} has no measure.`,
            "Say how much, with a number and its unit, or say what exactly is seen.",
          ),
        ];
      });
    });
  },
};

const isMeasured = (text: string): boolean => measure.test(text) || measuredInWords.test(text);

const blank = (text: string): string => text.replace(/[^\n]/g, " ");
