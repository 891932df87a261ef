/** Tests of key-value buckets on a real broker. */
@NullMarked
package dev.natsbroker.spring.kv;

import org.jspecify.annotations.NullMarked;
