/**
 * What strangers may take of what all share, in the memory of one instance: how often each API key
 * may call ({@link dev.likeness.kit.rate.TokenBuckets}), how much of something each account may
 * hold at a time ({@link dev.likeness.kit.rate.FairShares}), and how slowly it may do so ({@link
 * dev.likeness.kit.rate.Pace}).
 */
@NullMarked
package dev.likeness.kit.rate;

import org.jspecify.annotations.NullMarked;
