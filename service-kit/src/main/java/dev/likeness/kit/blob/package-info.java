/** The blob store: a port, its file-system adapter, and URLs that prove themselves by signature. */
@NullMarked
package dev.likeness.kit.blob;

import org.jspecify.annotations.NullMarked;
