export declare function bundledNode(folder: string): string | undefined
