/** Typed key-value buckets (ADR-8). */
@NullMarked
package dev.natsbroker.spring.kv;

import org.jspecify.annotations.NullMarked;
