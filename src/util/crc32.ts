/** A reflected CRC of 32 bits, as an unsigned number. */
function reflected(polynomial: number): (bytes: Uint8Array) => number {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? polynomial ^ (crc >>> 1) : crc >>> 1;
    return crc;
  });
  return bytes => {
    let crc = 0xffffffff;
    for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
    return ~crc >>> 0;
  };
}

/** The checksum of zips, gzip and PNG: CRC-32 of ISO 3309. */
export const crc32 = reflected(0xedb88320);

/** The checksum of TFRecord, iSCSI and ext4: CRC-32C (Castagnoli). */
export const crc32c = reflected(0x82f63b78);
