export { generateToken, hashToken, isToken } from "#lib/token";
