"use client";

export { FramedPageError as default } from "#components/frame/page/page-error";
