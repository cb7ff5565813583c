/** The topic on which instances tell each other which webhook secrets are in force. */
@NullMarked
package dev.likeness.callback.secrets;

import org.jspecify.annotations.NullMarked;
