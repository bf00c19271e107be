-- Sends radiographs that devices store here (C-STORE) on to the portal by DICOMweb, one after the other in Orthanc's job queue.
-- What does not get through, for example while the portal is down, its pull rule fetches later (docs/pacs.md): nothing is retried here.

local radiographs = { CR = true, DX = true }

function OnStoredInstance(instanceId, tags, metadata, origin)
  -- Results that the portal stores here come by HTTP, and stay.
  if origin['RequestOrigin'] ~= 'DicomProtocol' or not radiographs[tags['Modality']] then
    return
  end
  local job = { Resources = { instanceId }, Synchronous = false }
  RestApiPost('/dicom-web/servers/portal/stow', DumpJson(job, true))
end
