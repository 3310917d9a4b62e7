/** Where the API stands. */
export const API_PATH = "/api/v1";
